namespace Streams.Bench.Load;

/// <summary>Unique numbers for reports. Thread-safe: all callers share it.</summary>
internal sealed class ReportNumbers
{
    private long _taken;

    /// <summary>The start of every <c>report_id</c>: 16 hexadecimal digits.</summary>
    public string Prefix { get; } = $"{Random.Shared.NextInt64():x16}";

    /// <summary>Reserves consecutive numbers.</summary>
    /// <returns>The first number.</returns>
    public long Take(int count) => Interlocked.Add(ref _taken, count) - count;
}
