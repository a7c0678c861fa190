using System.Globalization;
using Bogus;
using CsvHelper;
using CsvHelper.Configuration;

namespace Streams.SampleCompanies;

/// <summary>Fictional companies, marked as such: domains end in <c>.example</c> (RFC 2606), company numbers start with <c>FX</c>, and the last column reads "fictional".</summary>
internal static class Sample
{
    public const int DefaultCount = 1_200;
    public const int DefaultSeed = 20261122;

    private static readonly string[] Columns =
        ["Name", "Industry", "Categories", "City", "Country", "Founded", "Employees", "Website", "Company Number", "Description", "Note"];

    /// <summary>Generates the text of the file.</summary>
    public static string Csv(int count, int seed)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" });
        foreach (var column in Columns)
            csv.WriteField(column);
        csv.NextRecord();
        foreach (var row in Rows(count, seed))
        {
            foreach (var value in row)
                csv.WriteField(value);
            csv.NextRecord();
        }

        csv.Flush();
        return text.ToString();
    }

    private static IEnumerable<string[]> Rows(int count, int seed)
    {
        var random = new Randomizer(seed);
        var faker = new Faker("en") { Random = random };
        var names = new HashSet<string>(StringComparer.Ordinal);
        string[]? last = null;
        for (var number = 1; number <= count; number++)
        {
            // One company in fifty appears twice, the second time under its trading name with the same company number.
            last = last is not null && random.Number(49) == 0 ? Again(last) : Company(number, faker, names);
            yield return last;
        }
    }

    private static string[] Again(string[] row) => [$"{row[0].Split(' ')[0]} Group", .. row[1..]];

    private static string[] Company(int number, Faker faker, HashSet<string> names)
    {
        var random = faker.Random;
        var industry = random.WeightedRandom(Vocabulary.Industries, Vocabulary.IndustryWeights);
        var country = random.WeightedRandom(Vocabulary.Countries, Vocabulary.CountryWeights);
        string name;
        do
            name = $"{faker.Name.LastName()}{random.ArrayElement(industry.Words)} {random.ArrayElement(country.LegalForms)}";
        while (!names.Add(name));
        var city = random.ArrayElement(country.Cities);
        var categories = random.ArrayElements(industry.Categories, random.Number(1, industry.Categories.Length));
        var founded = random.Number(1958, 2024);
        var employees = (int)Math.Pow(10, random.Double(0.5, 4.2));
        var domain = string.Concat(name.Split(' ')[0].Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        var purpose = random.ArrayElement(industry.Purposes);
        var description = $"{name} {purpose} for {random.ArrayElement(Vocabulary.Customers)}, from {city}.";
        return
        [
            name,
            industry.Name,
            string.Join(", ", categories),
            city,
            country.Name,
            Maybe(0.93, founded.ToString(CultureInfo.InvariantCulture)),
            Maybe(0.85, random.Bool(0.2f) ? employees.ToString("N0", CultureInfo.InvariantCulture) : employees.ToString(CultureInfo.InvariantCulture)),
            Maybe(0.88, random.Bool(0.6f) ? $"https://www.{domain}.example" : $"{domain}.example"),
            $"FX{number:000000}",
            Maybe(0.8, description),
            "fictional",
        ];

        string Maybe(double share, string value) => random.Double() < share ? value : "";
    }
}
