using System.Runtime.CompilerServices;
using Streams.Grains.Companies;

namespace Streams.Grains.Tests;

/// <summary>A list of companies. Each third one has the registry number of the previous one.</summary>
internal sealed class ListSource(int rows) : ICompanySource
{
    public string Name => "the test's list";

    /// <summary>The number of different companies.</summary>
    public int Different => rows - (rows / 3);

    public async IAsyncEnumerable<CompanyPage> ReadAsync(long afterRow, int pageSize, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var first = afterRow + 1; first <= rows; first += pageSize)
        {
            cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
            var last = Math.Min(rows, first + pageSize - 1);
            yield return new(last, [.. Enumerable.Range((int)first, (int)(last - first + 1)).Select(Row)], 0);
        }
    }

    private static Company Row(int row) => new()
    {
        Row = row,
        Name = $"Company {row}",
        RegistryNumber = $"R{(row % 3 == 0 ? row - 1 : row)}",
        Industries = ["Software"],
        Locations = ["Leeds", "United Kingdom"],
        Founded = 1990 + (row % 30),
        Website = $"company{row}.example",
    };
}
