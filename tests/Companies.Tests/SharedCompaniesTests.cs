using Streams.Grains.Companies;

namespace Streams.Companies.Tests;

/// <summary>The companies of the S&amp;P 500, if the file is available.</summary>
public class SharedCompaniesTests
{
    [Fact]
    public async Task Every_row_is_read_with_all_its_fields()
    {
        var lines = await File.ReadAllLinesAsync(Repository.SharedCompanies());
        var pages = await PagesAsync();
        var companies = pages.SelectMany(page => page.Companies).ToArray();
        Assert.Equal(lines.Length - 1, companies.Length);
        Assert.Equal(0, pages.Sum(page => page.Skipped));
        Assert.All(companies, company =>
        {
            Assert.Equal(2, company.Industries.Count);
            Assert.InRange(company.Locations.Count, 1, 2);
            Assert.InRange(company.Founded!.Value, 1700, 2100);
            Assert.NotNull(company.RegistryNumber);
        });
    }

    [Fact]
    public async Task The_share_classes_of_a_company_have_one_key()
    {
        var companies = (await PagesAsync()).SelectMany(page => page.Companies).ToArray();
        var twice = companies.GroupBy(CompanyKey.Of).Where(group => group.Count() > 1).ToArray();
        Assert.Equal(
            [
                ["Alphabet Inc. (Class A)", "Alphabet Inc. (Class C)"],
                ["Fox Corporation (Class A)", "Fox Corporation (Class B)"],
                ["News Corp (Class A)", "News Corp (Class B)"],
            ],
            twice.Select(group => group.Select(company => company.Name).ToArray()));
        Assert.Equal(["reg:1652044", "reg:1754301", "reg:1564708"], twice.Select(group => group.Key));
    }

    [Fact]
    public async Task A_goal_finds_exactly_the_companies_of_a_sector()
    {
        // The sector is the third column, after a symbol and a name that may be quoted.
        var counted = (await File.ReadAllLinesAsync(Repository.SharedCompanies())).Skip(1).Count(Sector);
        var criteria = new Contract.GoalCriteria(Industry: ["Information Technology"]);
        var found = (await PagesAsync()).SelectMany(page => page.Companies).Count(company => GoalMatch.Meets(criteria, company));
        Assert.InRange(counted, 1, 500);
        Assert.Equal(counted, found);

        static bool Sector(string line)
        {
            var name = line.IndexOf(',') + 1;
            var end = line[name] == '"' ? line.IndexOf('"', name + 1) + 1 : line.IndexOf(',', name);
            return line[end..].StartsWith(",Information Technology,", StringComparison.Ordinal);
        }
    }

    private static async Task<List<CompanyPage>> PagesAsync()
    {
        var pages = new List<CompanyPage>();
        await foreach (var page in CompanySources.Open(Repository.SharedCompanies()).ReadAsync(0, 200, TestContext.Current.CancellationToken))
            pages.Add(page);
        return pages;
    }
}
