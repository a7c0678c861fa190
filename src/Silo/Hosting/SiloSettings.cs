using Microsoft.Extensions.Options;
using Streams.Grains.Settings;

namespace Streams.Silo.Hosting;

/// <summary>The settings of a process that runs grains, or is a client of one.</summary>
[Section("Streams")]
public sealed class SiloSettings
{
    /// <summary>The folder of the SQLite files; created if it is missing. One process at a time.</summary>
    [Folder]
    public string Data { get; set; } = "data";

    /// <summary>
    /// The connection string of a PostgreSQL database, in Npgsql's format (<c>Host=…;Database=…;Username=…;Password=…</c>). The data is then kept there instead of in
    /// <see cref="Data"/>.
    /// </summary>
    public string? Postgres { get; set; }

    /// <summary>The CSV or JSON Lines file that agents search for companies. Default: the sample that ships with the product.</summary>
    public string? Companies { get; set; }

    /// <summary>
    /// How safe an acknowledged report is: <c>full</c> survives power loss, <c>normal</c> only the death of the process (on PostgreSQL: of this process, not of the server).
    /// </summary>
    [OneOf("full", "normal")]
    public string Synchronous { get; set; } = "full";

    /// <summary>
    /// The cluster that this process belongs to; the processes of a cluster share database and name. Two clusters on one database must not have streams in common: they
    /// would fence each other off.
    /// </summary>
    [Name]
    public string ClusterId { get; set; } = "streams";

    /// <summary>The name under which Orleans stores grain states; a cluster that replaces another one keeps it.</summary>
    [Name]
    public string ServiceId { get; set; } = "streams";

    /// <summary>The IP address at which other silos and Orleans clients reach this silo.</summary>
    [Address]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The IP address that Orleans listens on, such as <c>0.0.0.0</c>. Default: <see cref="Address"/>.</summary>
    [Address]
    public string? ListenAddress { get; set; }

    /// <summary>The port at which other silos reach this one; 0 for any free port.</summary>
    [Number(0, 65_535)]
    public int SiloPort { get; set; }

    /// <summary>The port at which Orleans clients reach this silo; 0 for any free port. If silo and API share a process, 0 means none.</summary>
    [Number(0, 65_535)]
    public int GatewayPort { get; set; }

    /// <summary>Without effect: news is no longer polled. Accepted, so that a configuration that has it still works.</summary>
    [Duration("00:00:00.001", "00:00:10")]
    public TimeSpan NewsPollPeriod { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Without effect: each silo has one queue. Accepted, so that a configuration that has it still works.</summary>
    [Number(1, 64)]
    public int NewsQueues { get; set; } = 4;

    /// <summary>The interval at which silos probe each other; a silo that misses three probes is declared dead.</summary>
    [Duration("00:00:00.200", "00:00:30")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The time limit of a grain call in a cluster.</summary>
    [Duration("00:00:01", "00:05:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether streams move from silos with many streams to silos with few, such as a new one.</summary>
    public bool Rebalance { get; set; } = true;

    /// <summary>The interval of <see cref="Rebalance"/>.</summary>
    [Duration("00:00:02", "01:00:00")]
    public TimeSpan RebalanceEvery { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Whether a silo asks Kubernetes for the pods of its cluster, and declares silos dead whose pods are gone without waiting for probes. It must know its own pod
    /// (<c>POD_NAME</c>, <c>POD_NAMESPACE</c>) and have the right to get, list and watch pods.
    /// </summary>
    public bool Kubernetes { get; set; }

    /// <summary>Whether Orleans' dashboard is at <c>/orleans</c> of a process with grains. It has no authentication and shows the contents of every stream.</summary>
    public bool Dashboard { get; set; }

    /// <summary>The path of the sample that ships with the product.</summary>
    public static string ShippedSample => Path.Combine(AppContext.BaseDirectory, "samples", "companies.csv");

    /// <summary>Returns the connection string of a cluster's database.</summary>
    /// <param name="why">The reason it is needed, for the message.</param>
    /// <exception cref="InvalidSettingException"><see cref="Postgres"/> is not set.</exception>
    public string RequirePostgres(string why) => string.IsNullOrWhiteSpace(Postgres)
        ? throw new InvalidSettingException(
            $"Streams:Postgres is not set; {why}. Set Streams__Postgres to a connection string such as 'Host=localhost;Database=streams;Username=streams;Password=…'.")
        : Postgres;
}

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
public sealed partial class SiloSettingsValidator : IValidateOptions<SiloSettings>;
