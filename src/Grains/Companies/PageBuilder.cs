namespace Streams.Grains.Companies;

/// <summary>Gathers rows into pages. Not thread-safe: one read owns it.</summary>
internal sealed class PageBuilder(int pageSize)
{
    private List<Company> _companies = new(pageSize);
    private int _skipped;
    private long _lastRow;

    /// <summary>Adds a row, a company or none. Returns a page when it is full.</summary>
    public CompanyPage? Add(long row, Company? company)
    {
        _lastRow = row;
        if (company is null)
            _skipped++;
        else
            _companies.Add(company);
        return _companies.Count + _skipped >= pageSize ? Take() : null;
    }

    /// <summary>What is left at the end, or null.</summary>
    public CompanyPage? Rest() => _companies.Count + _skipped > 0 ? Take() : null;

    private CompanyPage Take()
    {
        var page = new CompanyPage(_lastRow, _companies, _skipped);
        (_companies, _skipped) = (new(pageSize), 0);
        return page;
    }
}
