//! Limits, and what does not keep them.

use super::options::{Group, Options};
use super::percent::{Percent, shown};
use crate::formats::coverage::{Figure, Figures};

/// Requirement of the checklist: branch coverage of at least 80 %.
pub(super) const REQUIRED: Percent = Percent::whole(80);

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Metric {
    Lines,
    Branches,
    Functions,
    Regions,
}

impl Metric {
    pub(super) const ALL: [Self; 4] = [Self::Lines, Self::Branches, Self::Functions, Self::Regions];

    /// The contract's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Lines => "lines",
            Self::Branches => "branches",
            Self::Functions => "functions",
            Self::Regions => "regions",
        }
    }

    pub(super) fn of(self, figures: &Figures) -> Option<Figure> {
        match self {
            Self::Lines => figures.lines,
            Self::Branches => figures.branches,
            Self::Functions => figures.functions,
            Self::Regions => figures.regions,
        }
    }
}

/// A limit of one metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Limit {
    /// At least so much of it.
    Min(Percent),
    /// At most so many uncovered.
    Max(u64),
}

impl Limit {
    /// Whether a figure keeps it; nothing of nothing does not.
    pub(super) fn met_by(self, figure: Figure) -> bool {
        match self {
            Self::Min(percent) => percent.met_by(figure),
            Self::Max(most) => figure.total > 0 && uncovered(figure) <= most,
        }
    }

    /// `14 of 20 branches, 70 %: less than 80 %`
    pub(super) fn broken_by(self, metric: Metric, figure: Figure) -> String {
        let Figure { covered, total } = figure;
        let word = metric.word();
        match self {
            Self::Min(percent) => format!("{covered} of {total} {word} are covered, {}: less than {percent}", percent.beside(figure)),
            Self::Max(most) => format!("{} of {total} {word} are uncovered: more than {most}", uncovered(figure)),
        }
    }

    /// The limit in words.
    pub(super) fn words(self, metric: Metric) -> String {
        match self {
            Self::Min(percent) => format!("at least {percent} of {}", metric.word()),
            Self::Max(most) => format!("at most {most} uncovered {}", metric.word()),
        }
    }
}

/// The limits of the whole, or of a part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Limits {
    pub(super) all: Vec<(Metric, Limit)>,
    /// Whether every file must keep them too.
    pub(super) per_file: bool,
}

impl Limits {
    fn new(min: [Option<Percent>; 4], max: [Option<u64>; 4], per_file: bool) -> Self {
        let least = Metric::ALL.into_iter().zip(min).filter_map(|(metric, min)| Some((metric, Limit::Min(min?))));
        let most = Metric::ALL.into_iter().zip(max).filter_map(|(metric, max)| Some((metric, Limit::Max(max?))));
        Self { all: least.chain(most).collect(), per_file }
    }

    /// Those of the whole, as the settings have them.
    pub(super) fn of_all(options: &Options) -> Self {
        Self::new(
            [options.min_lines, options.min_branches, options.min_functions, options.min_regions],
            [options.max_uncovered_lines, options.max_uncovered_branches, options.max_uncovered_functions, options.max_uncovered_regions],
            options.per_file,
        )
    }

    /// Those of a part.
    pub(super) fn of_group(group: &Group) -> Self {
        Self::new(
            [group.min_lines, group.min_branches, group.min_functions, group.min_regions],
            [group.max_uncovered_lines, group.max_uncovered_branches, group.max_uncovered_functions, group.max_uncovered_regions],
            group.per_file,
        )
    }

    /// What the checklist asks where the settings ask nothing: of branches, or of what is known in their stead.
    pub(super) fn required(figures: &Figures, per_file: bool) -> Self {
        let known = |metric: &Metric| metric.of(figures).is_some_and(|figure| figure.total > 0);
        let metric = [Metric::Branches, Metric::Lines, Metric::Regions].into_iter().find(known).unwrap_or(Metric::Branches);
        Self { all: vec![(metric, Limit::Min(REQUIRED))], per_file }
    }
}

/// How many are not covered.
pub(super) fn uncovered(figure: Figure) -> u64 {
    figure.total.saturating_sub(figure.covered)
}

/// `70 % (14 of 20)`
pub(super) fn in_words(figure: Figure) -> String {
    format!("{} ({} of {})", shown(figure), figure.covered, figure.total)
}

/// The sum of two figures; unknown only where both are.
pub(super) fn add(one: Figures, two: Figures) -> Figures {
    let sum = |one: Option<Figure>, two: Option<Figure>| match (one, two) {
        (Some(one), Some(two)) => {
            Some(Figure { covered: one.covered.saturating_add(two.covered), total: one.total.saturating_add(two.total) })
        }
        (one, two) => one.or(two),
    };
    Figures {
        lines: sum(one.lines, two.lines),
        branches: sum(one.branches, two.branches),
        functions: sum(one.functions, two.functions),
        regions: sum(one.regions, two.regions),
    }
}

/// The figures with `lines` more uncovered lines, and as many more of the other metrics as such lines have elsewhere in them.
pub(super) fn with_uncovered(figures: Figures, lines: u64) -> Figures {
    let measured = figures.lines.map_or(0, |figure| figure.total);
    let more = |figure: Option<Figure>| {
        let figure = figure?;
        let share = u128::from(figure.total) * u128::from(lines);
        let extra = if measured == 0 { 0 } else { u64::try_from(share.div_ceil(u128::from(measured))).unwrap_or(u64::MAX) };
        Some(Figure { total: figure.total.saturating_add(extra), ..figure })
    };
    Figures {
        lines: figures.lines.map(|figure| Figure { total: figure.total.saturating_add(lines), ..figure }),
        branches: more(figures.branches),
        functions: more(figures.functions),
        regions: more(figures.regions),
    }
}

#[cfg(test)]
mod tests {
    use super::{Limit, Metric, with_uncovered};
    use crate::formats::coverage::{Figure, Figures};

    #[test]
    fn counts_and_shares_are_limits() {
        let figure = Figure { covered: 14, total: 20 };
        assert!(Limit::Max(6).met_by(figure) && !Limit::Max(5).met_by(figure));
        assert!(!Limit::Max(5).met_by(Figure::default()));
        let said = Limit::Min("80".parse().unwrap()).broken_by(Metric::Branches, figure);
        assert_eq!(said, "14 of 20 branches are covered, 70 %: less than 80 %");
    }

    #[test]
    fn files_that_nobody_measured_have_their_share_of_branches() {
        let figures = Figures {
            lines: Some(Figure { covered: 10, total: 10 }),
            branches: Some(Figure { covered: 4, total: 4 }),
            ..Figures::default()
        };
        let all = with_uncovered(figures, 5);
        assert_eq!(all.lines, Some(Figure { covered: 10, total: 15 }));
        assert_eq!(all.branches, Some(Figure { covered: 4, total: 6 }));
        assert_eq!(all.functions, None);
    }
}
