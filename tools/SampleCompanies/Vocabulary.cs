namespace Streams.SampleCompanies;

/// <summary>An industry and the vocabulary of its companies.</summary>
internal sealed record Industry(string Name, string[] Words, string[] Categories, string[] Purposes);

/// <summary>A country, its cities and its legal forms.</summary>
internal sealed record Country(string Name, string[] Cities, string[] LegalForms);

/// <summary>The words that companies are made of.</summary>
internal static class Vocabulary
{
    public static Industry[] Industries { get; } =
    [
        new("SaaS", ["stack", "cloud", "desk", "flow", "base"], ["Business Software", "Cloud", "B2B", "Workflow Automation"],
            ["provides workflow software", "runs a planning platform in the cloud", "sells a customer service suite"]),
        new("FinTech", ["pay", "ledger", "vest", "coin", "credit"], ["Payments", "Banking", "B2B", "Compliance"],
            ["moves payments", "keeps books automatically", "checks transactions for fraud"]),
        new("Health Care", ["med", "care", "vita", "gen", "clinic"], ["Medical Devices", "Diagnostics", "Digital Health"],
            ["makes diagnostic devices", "runs a telemedicine service", "develops laboratory software"]),
        new("Renewable Energy", ["solar", "wind", "volt", "grid", "watt"], ["Solar", "Wind", "Storage", "Grid"],
            ["builds solar parks", "balances electricity grids", "makes battery storage"]),
        new("Logistics", ["freight", "route", "cargo", "port", "haul"], ["Transport", "Warehousing", "Supply Chain"],
            ["plans deliveries", "operates automated warehouses", "tracks containers"]),
        new("Manufacturing", ["works", "tech", "form", "tool", "mech"], ["Machinery", "Automation", "Robotics"],
            ["makes machine tools", "builds packaging lines", "supplies industrial robots"]),
        new("Retail", ["mart", "shop", "store", "goods", "trade"], ["E-Commerce", "Fashion", "Food"],
            ["sells refurbished electronics", "runs neighbourhood shops", "delivers fresh food"]),
        new("Cybersecurity", ["guard", "shield", "lock", "cipher", "secure"], ["Security Software", "B2B", "Identity"],
            ["protects networks", "manages identities", "tests systems for weaknesses"]),
        new("Education", ["learn", "academy", "skill", "tutor", "campus"], ["E-Learning", "Training", "Publishing"],
            ["offers online courses", "trains apprentices", "publishes school books"]),
        new("Agriculture", ["farm", "crop", "agri", "seed", "harvest"], ["AgTech", "Food", "Machinery"],
            ["monitors fields from the air", "breeds hardy crops", "makes harvesting machines"]),
    ];

    public static float[] IndustryWeights { get; } = [0.28f, 0.12f, 0.12f, 0.08f, 0.08f, 0.09f, 0.08f, 0.06f, 0.05f, 0.04f];

    public static Country[] Countries { get; } =
    [
        new("United Kingdom", ["London", "Leeds", "Manchester", "Bristol", "Edinburgh", "Cardiff", "Belfast"], ["Ltd", "Limited", "plc"]),
        new("United States", ["New York", "Austin", "Boston", "Denver", "San Francisco", "Chicago"], ["Inc.", "LLC", "Corp."]),
        new("Germany", ["Berlin", "Hamburg", "München", "Köln", "Leipzig"], ["GmbH", "AG", "SE"]),
        new("France", ["Paris", "Lyon", "Nantes", "Toulouse"], ["SAS", "SA", "SARL"]),
        new("Netherlands", ["Amsterdam", "Utrecht", "Eindhoven"], ["B.V.", "N.V."]),
        new("Spain", ["Madrid", "Barcelona", "Valencia"], ["S.A.", "S.L."]),
        new("Sweden", ["Stockholm", "Göteborg", "Malmö"], ["AB"]),
        new("Poland", ["Warszawa", "Kraków", "Gdańsk"], ["S.A.", "Sp. z o.o."]),
        new("Ireland", ["Dublin", "Cork", "Galway"], ["Ltd", "plc"]),
        new("Canada", ["Toronto", "Montréal", "Vancouver"], ["Inc.", "Ltd"]),
    ];

    public static float[] CountryWeights { get; } = [0.30f, 0.20f, 0.14f, 0.08f, 0.06f, 0.05f, 0.05f, 0.04f, 0.04f, 0.04f];

    public static string[] Customers { get; } =
        ["small businesses", "hospitals", "city councils", "manufacturers", "banks and insurers", "growing teams", "shops and restaurants", "schools", "farmers", "carriers"];
}
