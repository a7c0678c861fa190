using Streams.Grains.Companies;

namespace Streams.Grains.Tests;

/// <summary>A source that cannot be read.</summary>
internal sealed class BrokenSource : ICompanySource
{
    public string Name => "nothing";

    public IAsyncEnumerable<CompanyPage> ReadAsync(long afterRow, int pageSize, CancellationToken cancellation) =>
        throw new CompanySourceException("The list does not exist.");
}
