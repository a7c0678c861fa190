namespace Streams.Bench.Cluster;

/// <summary>The processes of a system under test.</summary>
/// <param name="Silos">Number of silos; 0 when the API host runs the grains itself.</param>
/// <param name="Hosts">Number of API hosts.</param>
internal sealed record Formation(int Silos, int Hosts)
{
    /// <summary>Everything in one process.</summary>
    public static Formation OneProcess { get; } = new(0, 1);

    public override string ToString() => Silos == 0 ? "one process" : $"{Silos} silo(s), {Hosts} API host(s)";
}
