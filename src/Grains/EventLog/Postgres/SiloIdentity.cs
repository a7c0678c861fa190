namespace Streams.Grains.EventLog.Postgres;

/// <summary>One life of a silo: the key of its row in the table of the cluster's members.</summary>
/// <param name="Cluster">The id of the cluster.</param>
/// <param name="Address">The IP address of the silo.</param>
/// <param name="Port">The port at which other silos reach it.</param>
/// <param name="Generation">Distinguishes the lives of silos at one address.</param>
public sealed record SiloIdentity(string Cluster, string Address, int Port, int Generation);
