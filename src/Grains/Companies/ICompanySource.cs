namespace Streams.Grains.Companies;

/// <summary>A source of companies. Its order is stable, so that an interrupted run can resume. Thread-safe: reads are independent.</summary>
public interface ICompanySource
{
    /// <summary>The display name, such as a file name; never a path.</summary>
    string Name { get; }

    /// <summary>Reads page by page. Memory use does not depend on the size of the source.</summary>
    /// <param name="afterRow">The last row to skip; 0 to start at the beginning.</param>
    /// <param name="pageSize">The maximum number of rows in a page.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <exception cref="CompanySourceException">The source cannot be read, or does not contain companies; the message is for users.</exception>
    IAsyncEnumerable<CompanyPage> ReadAsync(long afterRow, int pageSize, CancellationToken cancellation);
}

/// <summary>A page of a source.</summary>
/// <param name="LastRow">The number of the last row of the page; the next page starts after it. Rows are numbered from 1, including skipped ones.</param>
/// <param name="Companies">The companies, in the source's order.</param>
/// <param name="Skipped">The number of rows without a name or with invalid content.</param>
public sealed record CompanyPage(long LastRow, IReadOnlyList<Company> Companies, int Skipped);

/// <summary>A company as the source describes it.</summary>
public sealed record Company
{
    /// <summary>Its row in the source, from 1.</summary>
    public required long Row { get; init; }

    /// <summary>Its name, at most 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Its industries, broadest first (sector, sub-industry, categories); empty if unknown.</summary>
    public IReadOnlyList<string> Industries { get; init; } = [];

    /// <summary>Its places as in the source (headquarters, city, country); empty if unknown.</summary>
    public IReadOnlyList<string> Locations { get; init; } = [];

    /// <summary>The year it was founded; null if unknown.</summary>
    public int? Founded { get; init; }

    /// <summary>The number of employees, the lower end of a range; null if unknown.</summary>
    public int? Employees { get; init; }

    /// <summary>Its web site as in the source; null if unknown.</summary>
    public string? Website { get; init; }

    /// <summary>A description of its business; null if unknown.</summary>
    public string? Description { get; init; }

    /// <summary>Its registry number (CIK, company number, LEI) as in the source; null if unknown.</summary>
    public string? RegistryNumber { get; init; }
}

/// <summary>A source cannot be read. The message is for users and contains no path.</summary>
public sealed class CompanySourceException(string message, Exception? cause = null) : Exception(message, cause);
