namespace Streams.Bench.Server;

/// <summary>Processor time by kind of process.</summary>
/// <param name="Hosts">The API hosts, with everything that runs in them.</param>
/// <param name="Silos">The silos that are separate processes.</param>
/// <param name="Database">The database, if the bench started it.</param>
internal readonly record struct ServerTimes(TimeSpan Hosts, TimeSpan Silos, TimeSpan Database)
{
    public TimeSpan Total => Hosts + Silos + Database;

    public static ServerTimes operator +(ServerTimes left, ServerTimes right) =>
        new(left.Hosts + right.Hosts, left.Silos + right.Silos, left.Database + right.Database);

    public static ServerTimes operator -(ServerTimes left, ServerTimes right) =>
        new(left.Hosts - right.Hosts, left.Silos - right.Silos, left.Database - right.Database);
}
