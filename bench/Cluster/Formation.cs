namespace Streams.Bench.Cluster;

/// <summary>Of which processes a server consists.</summary>
/// <param name="Silos">How many silos; none where the API runs the grains itself.</param>
/// <param name="Hosts">How many API hosts.</param>
internal sealed record Formation(int Silos, int Hosts)
{
    /// <summary>Everything in one process.</summary>
    public static Formation OneProcess { get; } = new(0, 1);

    public override string ToString() => Silos == 0 ? "one process" : $"{Silos} silo(s), {Hosts} API host(s)";
}
