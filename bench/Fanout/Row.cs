namespace Streams.Bench.Fanout;

/// <summary>A row of the table.</summary>
/// <param name="title">What it shows.</param>
/// <param name="formats">How its numbers are written, one after the other.</param>
internal sealed class Row(string title, params string[] formats)
{
    public static readonly Row Latency = new("1,000 viewers of one stream, 60 events/s: p50 / p99 ms", "0.0", "0.0");
    public static readonly Row LatencyCost = new("… CPU of the server / load generator, % of a core", "0", "0");
    public static readonly Row Saturation = new("1,000 viewers, saturation: delivered events/s", "N0");
    public static readonly Row SaturationCost = new("… CPU of the server / load generator, % of a core", "0", "0");
    public static readonly Row Many = new("100 streams x 50 viewers x 10 events/s: p50 / p99 ms", "0.0", "0.0");
    public static readonly Row ManyCost = new("… CPU of the server / load generator, % of a core", "0", "0");
    public static readonly Row Single = new("1 stream, 1 viewer, 20 events/s: p50 / p99 ms", "0.0", "0.0");
    public static readonly Row Rest = new("CPU at rest, % of a core", "0.0");
    public static readonly Row Idle = new("memory per idle viewer, KiB", "0");
    public static readonly Row Memory = new("memory with 1,000 viewers after saturation, MiB", "0");
    public static readonly Row MemoryLater = new("… a minute later (first round), MiB", "0");
    public static readonly Row Durable = new("64 callers: durable single reports/s / p99 ms", "N0", "0.0");
    public static readonly Row Outage = new("2 s disconnected: events missed / lost / duplicated, per viewer", "0", "0.#", "0.#");
    public static readonly Row Ready = new("ready after s / memory MiB", "0.00", "0");
    public static readonly Row Disturbance = new("CPU of other programs / taken by the hypervisor meanwhile, % of a core", "0", "0");

    public static readonly Row[] All =
    [
        Latency, LatencyCost, Saturation, SaturationCost, Many, ManyCost, Single, Rest, Idle, Memory, MemoryLater, Durable, Outage, Ready, Disturbance,
    ];

    public string Title => title;

    public string[] Formats => formats;

    /// <summary>What is measured, without the names of the numbers.</summary>
    public string Name => title.Split(':')[0];
}
