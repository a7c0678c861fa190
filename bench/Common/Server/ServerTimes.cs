namespace Streams.Bench.Common.Server;

/// <summary>What the parts of a server have used of the cores.</summary>
/// <param name="Hosts">The API, with all that runs in its processes.</param>
/// <param name="Silos">The silos, where they are processes of their own.</param>
/// <param name="Database">The database, where the bench has started it.</param>
internal readonly record struct ServerTimes(TimeSpan Hosts, TimeSpan Silos, TimeSpan Database)
{
    public TimeSpan Total => Hosts + Silos + Database;

    public static ServerTimes operator +(ServerTimes left, ServerTimes right) =>
        new(left.Hosts + right.Hosts, left.Silos + right.Silos, left.Database + right.Database);

    public static ServerTimes operator -(ServerTimes left, ServerTimes right) =>
        new(left.Hosts - right.Hosts, left.Silos - right.Silos, left.Database - right.Database);
}
