using CsCheck;
using Streams.Contract;
using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>The <c>data</c> of an item.</summary>
public class CompanyDataTests
{
    private const int MaxBytes = 8 * 1024;

    private static readonly Company Acme = new()
    {
        Row = 7,
        Name = "Acme",
        Industries = ["Software", "Cloud"],
        Locations = ["Leeds", "UK"],
        Founded = 1999,
        Employees = 50,
        Website = "WWW.Acme.Example/",
        Description = "Makes anvils.",
        RegistryNumber = "00042",
    };

    private static readonly string[] Letters = ["x", "\"", "é", "東", "😀", "\\", " "];
    private static readonly Gen<string> Letter = Gen.Int[0, Letters.Length - 1].Select(i => Letters[i]);

    // The largest that a source can produce: lists of ten entries of 200 characters, a description of 4,000.
    private static readonly Gen<Company> Large = Gen.Select(Letter, Letter, Letter, Gen.Int[0, 10], Gen.Int[0, 10], Gen.Int[0, 4_000])
        .Select((industry, location, text, industries, locations, length) => Acme with
        {
            Industries = [.. Enumerable.Range(0, industries).Select(i => Long($"{i}", industry, 200))],
            Locations = [.. Enumerable.Range(0, locations).Select(i => Long($"{i}", location, 200))],
            Description = length == 0 ? null : Long("a", text, length),
        });

    [Fact]
    public void A_new_item_records_the_qualifying_fields_and_the_source() => Assert.Equal(
        """{"industry":["Software","Cloud"],"location":["Leeds","UK"],"source":"list.csv","source_row":7}""",
        $"{CompanyData.Discovered(Acme, "list.csv")}");

    [Fact]
    public void Enrichment_adds_missing_fields_normalised() => Assert.Equal(
        """{"founded":1999,"employee_count":50,"website":"https://www.acme.example","registry_number":"42","description":"Makes anvils."}""",
        $"{CompanyData.Enriched(CompanyData.Discovered(Acme, "list.csv"), Acme)}");

    [Theory]
    [InlineData("acme.example", "https://acme.example")]
    [InlineData("http://ACME.example/", "http://acme.example")]
    [InlineData("https://acme.example:8443/About/?x=1#top", "https://acme.example:8443/About")]
    [InlineData("not given", null)]
    [InlineData("n.a.", null)]
    public void A_web_site_is_normalised_or_omitted(string value, string? website) => Assert.Equal(website, Added(Acme with { Website = value }, "website"));

    [Fact]
    public void A_web_site_of_over_500_characters_is_omitted() =>
        Assert.Null(Added(Acme with { Website = "acme.example/" + new string('x', 500) }, "website"));

    [Theory]
    [InlineData("0000320193", "320193")]
    [InlineData("sc 012345", "SC012345")]
    [InlineData("N/A", null)]
    public void A_registry_number_is_normalised_or_omitted(string value, string? number) =>
        Assert.Equal(number, Added(Acme with { RegistryNumber = value }, "registry_number"));

    [Fact]
    public void Known_fields_are_not_repeated_and_empty_ones_count_as_unknown()
    {
        Assert.Null(CompanyData.Enriched(
            JsonText.Parse("""{"industry":["A"],"location":"B","founded":0,"employee_count":1,"website":"c","registry_number":"d","description":"e"}"""), Acme));
        Assert.Equal(
            """{"industry":["Software","Cloud"],"location":["Leeds","UK"],"website":"https://www.acme.example","registry_number":"42"}""",
            $"{CompanyData.Enriched(JsonText.Parse("""{"industry":[],"location":"","founded":0,"employee_count":1,"website":null,"description":"e"}"""), Acme)}");
    }

    [Fact]
    public void A_source_without_data_adds_nothing() =>
        Assert.Null(CompanyData.Enriched(JsonText.Parse("{}"), new Company { Row = 1, Name = "Acme", Website = "-", RegistryNumber = "-" }));

    [Fact]
    public void A_long_description_is_cut_at_2000_characters_and_to_the_remaining_space()
    {
        Assert.Equal(2_000, Added(Acme with { Description = new string('x', 4_000) }, "description")!.Length);
        Assert.Equal(1_000, Added(Acme with { Description = new string('東', 4_000) }, "description", known: new string('k', 1_000))!.Length);
        Assert.Null(Added(Acme with { Description = new string('x', 4_000) }, "description", known: new string('k', 6_100)));
    }

    [Fact]
    public void Lists_that_are_too_long_keep_their_first_entries()
    {
        string[] entries = [.. Enumerable.Range(0, 10).Select(i => $"{i}" + new string('東', 199))];
        using var data = CompanyData.Discovered(Acme with { Industries = entries, Locations = [.. entries.Skip(1)] }, "list.csv").ToDocument();
        Assert.Equal([entries[0]], data.RootElement.GetProperty("industry").EnumerateArray().Select(entry => entry.GetString()));
        Assert.Equal([entries[1]], data.RootElement.GetProperty("location").EnumerateArray().Select(entry => entry.GetString()));
    }

    [Fact]
    public void The_data_of_any_new_item_is_within_the_limit() => Large.Sample(company =>
        Assert.InRange(CompanyData.Discovered(company, "list.csv").Length, 1, MaxBytes));

    [Fact]
    public void Enrichment_of_any_company_stays_within_the_limit_and_adds_only_missing_fields() => Gen.Select(Large, Gen.Int[0, 8_000]).Sample((company, size) =>
    {
        var known = JsonText.Parse($$"""{"founded":1,"other":"{{new string('k', size)}}"}""");
        if (CompanyData.Enriched(known, company) is not { } more)
            return;
        Assert.InRange(known.Length + more.Length, 1, MaxBytes);
        using var document = more.ToDocument();
        Assert.DoesNotContain("founded", document.RootElement.EnumerateObject().Select(field => field.Name));
    });

    private static string Long(string start, string letter, int length) =>
        length <= start.Length ? start : start + string.Concat(Enumerable.Repeat(letter, (length - start.Length) / letter.Length));

    private static string? Added(Company company, string field, string known = "")
    {
        using var more = CompanyData.Enriched(JsonText.Parse($$"""{"note":"{{known}}"}"""), company)!.ToDocument();
        return more.RootElement.TryGetProperty(field, out var value) ? value.GetString() : null;
    }
}
