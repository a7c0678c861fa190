namespace Streams.Bench.Cluster;

/// <summary>The processes of a system under test.</summary>
/// <param name="Silos">Number of silos that are separate processes.</param>
/// <param name="Hosts">Number of API hosts without grains.</param>
/// <param name="Nodes">Number of API hosts with a silo.</param>
internal sealed record Formation(int Silos, int Hosts, int Nodes)
{
    public override string ToString() => this switch
    {
        { Nodes: 1 } => "one process",
        { Nodes: > 1 } => $"{Nodes} nodes",
        _ => $"{Silos} silo(s), {Hosts} API host(s)",
    };
}
