//! Names of services that hand out keys: what is called a key, and theirs, is one.

use hashbrown::HashSet;
use std::sync::LazyLock;

/// In small letters, run together; no words that other keys are called by as well (`segment`, `split`).
#[rustfmt::skip]
const VENDORS: &[&str] = &[
    "adyen", "affirm", "afterpay", "aftership", "airbrake", "airtable", "aiven", "akamai", "alchemy", "algolia", "alphavantage",
    "amadeus", "amplitude", "anthropic", "apify", "appcenter", "appdynamics", "appsflyer", "arcgis", "asana", "assemblyai", "atlassian",
    "auth0", "autodesk", "avalara", "axiom", "backblaze", "bamboohr", "bigcommerce", "binance", "bitbucket", "bitfinex", "bitly",
    "bitmex", "bitrise", "blockfrost", "braintree", "brandwatch", "braze", "brevo", "browserstack", "bugsnag", "buildkite", "bunnycdn",
    "buttercms", "bybit", "calendarific", "calendly", "chargebee", "checkr", "cin7", "circleci", "clearbit", "clickhouse", "clicksend",
    "clickup", "clockify", "cloudflare", "cloudinary", "cockroachdb", "codacy", "codeclimate", "codecov", "cohere", "coinbase",
    "coingecko", "coinmarketcap", "configcat", "confluent", "contentful", "contentstack", "convertkit", "coveralls", "cronitor",
    "crowdin", "crowdstrike", "cryptocompare", "currencylayer", "customerio", "cybersource", "databricks", "datadog", "datarobot",
    "datto", "deepgram", "deepl", "deepseek", "detectify", "dhl", "dialpad", "digitalocean", "discogs", "discourse", "dnsimple",
    "docusign", "doordash", "doppler", "dropbox", "dwolla", "dynatrace", "easypost", "ebay", "ecwid", "elasticemail", "elevenlabs",
    "emaint", "envato", "etherscan", "etsy", "eventbrite", "evernote", "exchangerate", "expensify", "fastly", "fedex", "figma", "fiix",
    "finnhub", "firecrawl", "flagsmith", "flickr", "flodesk", "flutterwave", "foursquare", "freshbooks", "freshdesk", "freshsales",
    "freshservice", "fullcontact", "fullstory", "geoapify", "geocodio", "getresponse", "giphy", "gitea", "github", "gitlab", "gladly",
    "gocardless", "godaddy", "grafana", "graphcms", "greenhouse", "groq", "gumroad", "hellosign", "helpscout", "hereapi", "heremaps",
    "heroku", "hetzner", "hippocmms", "holded", "honeybadger", "honeycomb", "hotjar", "hubspot", "huggingface", "humio", "hygraph",
    "imagekit", "imgbb", "imgur", "influxdb", "infobip", "infoblox", "infura", "insightly", "instatus", "intercom", "ipdata",
    "ipgeolocation", "ipinfo", "ipstack", "iterable", "jumpcloud", "keycdn", "klarna", "klaviyo", "kraken", "kucoin", "kustomer",
    "launchdarkly", "leadfeeder", "lemonsqueezy", "limble", "limblecmms", "linkedin", "linode", "liveagent", "livechat", "logdna",
    "loggly", "logicmonitor", "logzio", "lokalise", "losant", "luno", "magento", "mailchimp", "mailerlite", "mailersend",
    "mailgun", "mailjet", "mailtrap", "maintainx", "mapbox", "mapquest", "maptiler", "marketo", "mattermost", "maxmind", "meilisearch",
    "meraki", "messagebird", "metabase", "mistral", "mixpanel", "mollie", "moosend", "moralis", "mouseflow", "mux", "namecheap",
    "netlify", "netsuite", "newrelic", "newsapi", "nexmo", "ngrok", "nuget", "nylas", "oanda", "okta", "omnisend", "onelogin",
    "onesignal", "openai", "opencage", "openrouter", "openweather", "openweathermap", "opsgenie", "optimizely", "ovh", "paddle",
    "pagerduty", "pandadoc", "papertrail", "parsehub", "particleio", "pastebin", "payfast", "paypal", "payplug", "paystack", "paytm",
    "payu", "perplexity", "pexels", "pinecone", "pingdom", "pinterest", "pipedream", "pipedrive", "plaid", "planday",
    "planetscale", "plausible", "plivo", "polygonio", "postmark", "pubnub", "pulumi", "qdrant", "quaderno",
    "quickbase", "quickbooks", "quicknode", "rapidapi", "razorpay", "rebrandly", "recurly", "replicateai", "resend", "retool", "revcat",
    "revenuecat", "ringcentral", "riskified", "rollbar", "rundeck", "salesforce", "salesloft", "saucelabs", "scaleway", "scrapingbee",
    "sectigo", "sendbird", "sendgrid", "sendinblue", "serpapi", "servicenow", "sharetribe", "shipengine", "shippo",
    "shipstation", "shodan", "shopify", "shopware", "signalwire", "signnow", "simplesat", "sinch", "skyscanner", "slack", "smartcar",
    "smartsheet", "smartystreets", "snipcart", "snyk", "solarwinds", "sonarcloud", "sonarqube", "sparkpost", "speechmatics", "splunk",
    "spotify", "squarespace", "squareup", "stackhawk", "stackpath", "statuscake", "statuspage", "storyblok", "strapi", "strava", "stripe",
    "stytch", "sumologic", "supabase", "surveymonkey", "svix", "swiftype", "talkdesk", "tatum", "taxjar", "teamcity", "teamwork",
    "telegram", "telesign", "telnyx", "textmagic", "thingspeak", "tiingo", "todoist", "tomtom", "trello", "truelayer", "turso",
    "twelvedata", "twilio", "twitch", "typeform", "typesense", "ubidots", "unsplash", "upcloud", "upkeep", "uploadcare", "upstash",
    "uptimerobot", "usps", "vercel", "verifone", "vimeo", "virustotal", "vonage", "voyageai", "vultr", "wakatime", "weatherapi",
    "weatherbit", "weatherstack", "weaviate", "webflow", "whoisxml", "wistia", "wolframalpha", "woocommerce", "workable", "wrike",
    "wunderground", "xai", "xendit", "xero", "yandex", "yelp", "youtube", "zapier", "zendesk", "zenhub", "zeplin", "zerobounce", "zoho",
    "zoom", "zoominfo", "zuora",
];

/// [`VENDORS`], to be asked for each name of a key.
static SET: LazyLock<HashSet<&str>> = LazyLock::new(|| VENDORS.iter().copied().collect());

/// Whether one of the words of a name, or two in a row (`ElevenLabs`), is a vendor.
pub(super) fn are_among(words: &[String]) -> bool {
    let pair = |pair: &[String]| matches!(pair, [a, b] if SET.contains(format!("{a}{b}").as_str()));
    words.iter().any(|word| SET.contains(word.as_str())) || words.windows(2).any(pair)
}

#[cfg(test)]
mod tests {
    use super::{VENDORS, are_among};

    #[test]
    fn vendors_are_written_as_they_are_looked_for() {
        assert!(VENDORS.is_sorted(), "sorted, so that none is there twice");
        assert!(VENDORS.iter().all(|name| name.len() >= 3 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())));
    }

    #[test]
    fn a_vendor_is_one_word_or_two() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert!(are_among(&words(&["fiix"])) && are_among(&words(&["prod", "eleven", "labs"])));
        assert!(!are_among(&words(&["cache", "entry"])) && !are_among(&[]));
    }
}
