using Streams.Grains.Companies;
using Streams.SampleCompanies;

namespace Streams.Companies.Tests;

/// <summary>The sample of fictional companies that ships with the product.</summary>
public class SampleTests
{
    private static readonly string Shipped = Repository.File("samples", "companies.csv");

    [Fact]
    public async Task The_shipped_file_matches_its_generator() =>
        Assert.Equal(Sample.Csv(Sample.DefaultCount, Sample.DefaultSeed), await File.ReadAllTextAsync(Shipped));

    [Fact]
    public async Task A_different_seed_gives_a_different_file_and_the_same_seed_the_same_file()
    {
        Assert.Equal(Sample.Csv(50, 7), Sample.Csv(50, 7));
        Assert.NotEqual(Sample.Csv(50, 7), Sample.Csv(50, 8));
        using var file = SourceFile.Csv(Sample.Csv(50, 7));
        Assert.Equal(50, (await file.ReadAsync()).Companies.Length);
    }

    [Fact]
    public async Task Every_company_is_clearly_fictional()
    {
        var companies = await CompaniesAsync();
        Assert.All(companies, company =>
        {
            Assert.Matches("^FX[0-9]{6}$", company.RegistryNumber);
            if (company.Website is { } website)
                Assert.EndsWith(".example", website);
        });
        Assert.All((await File.ReadAllLinesAsync(Shipped)).Skip(1), line => Assert.EndsWith(",fictional", line));
    }

    [Fact]
    public async Task The_sample_has_over_a_thousand_companies_and_some_appear_twice_under_one_number()
    {
        var companies = await CompaniesAsync();
        var byKey = companies.GroupBy(CompanyKey.Of).ToArray();
        Assert.Equal(Sample.DefaultCount, companies.Count);
        Assert.InRange(byKey.Length, 1_000, companies.Count - 1);

        // A duplicate is the same company under its trading name; no other companies share a key.
        Assert.All(byKey.Where(group => group.Count() > 1), group =>
        {
            Assert.Single(group.Select(company => company.RegistryNumber).Distinct());
            Assert.Single(group.Select(company => company.Name.Split(' ')[0]).Distinct());
            Assert.EndsWith(" Group", group.Last().Name);
        });
        var names = byKey.Select(group => group.First().Name).ToArray();
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public async Task Some_facts_are_missing_so_that_scores_differ()
    {
        var companies = await CompaniesAsync();
        Assert.All(companies, company => Assert.True(company.Industries.Count > 1 && company.Locations.Count == 2));
        Assert.InRange(companies.Count(company => company.Founded is null), 1, companies.Count / 4);
        Assert.InRange(companies.Count(company => company.Employees is null), 1, companies.Count / 4);
        Assert.InRange(companies.Count(company => company.Website is null), 1, companies.Count / 4);
        Assert.InRange(companies.Count(company => company.Description is null), 1, companies.Count / 4);
    }

    private static async Task<List<Company>> CompaniesAsync()
    {
        var companies = new List<Company>();
        await foreach (var page in CompanySources.Open(Shipped).ReadAsync(0, 200, TestContext.Current.CancellationToken))
        {
            Assert.Equal(0, page.Skipped);
            companies.AddRange(page.Companies);
        }

        return companies;
    }
}
