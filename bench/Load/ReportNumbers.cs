namespace Streams.Bench.Load;

/// <summary>What makes every report another one, as an agent's are. Shared by all callers.</summary>
internal sealed class ReportNumbers
{
    private long _taken;

    /// <summary>The beginning of every <c>report_id</c>: 16 hexadecimal digits.</summary>
    public string Prefix { get; } = $"{Random.Shared.NextInt64():x16}";

    /// <summary>Takes numbers that nobody else gets.</summary>
    /// <returns>The first of them.</returns>
    public long Take(int count) => Interlocked.Add(ref _taken, count) - count;
}
