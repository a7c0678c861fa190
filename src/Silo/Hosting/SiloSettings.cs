namespace Streams.Silo.Hosting;

/// <summary>How a process is set up that runs grains, or is a client of those that do (section <c>Streams</c>).</summary>
public sealed class SiloSettings
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Streams";

    /// <summary>The folder of the SQLite files; made where it is missing. One process at a time.</summary>
    public string Data { get; set; } = "data";

    /// <summary>
    /// The connection string of a PostgreSQL database, as Npgsql spells it (<c>Host=…;Database=…;Username=…;Password=…</c>), that the data is kept in instead of
    /// <see cref="Data"/>; SQLite where not set.
    /// </summary>
    public string? Postgres { get; set; }

    /// <summary>The CSV or JSON Lines file that agents find companies in; the shipped sample where not set.</summary>
    public string? Companies { get; set; }

    /// <summary>How safe an acknowledged report is: <c>full</c> survives power loss, <c>normal</c> only the death of the process (on PostgreSQL: of this process, not of the server).</summary>
    public string Synchronous { get; set; } = "full";

    /// <summary>
    /// The cluster that this process belongs to; those of one cluster share database and name. Two clusters on one database must not have streams in common: they would
    /// fence each other off.
    /// </summary>
    public string ClusterId { get; set; } = "streams";

    /// <summary>What Orleans stores grain states under; a cluster that takes another's place keeps it.</summary>
    public string ServiceId { get; set; } = "streams";

    /// <summary>The IP address that other silos and Orleans clients reach this silo at.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The IP address that Orleans listens on, such as <c>0.0.0.0</c>; <see cref="Address"/> where not set.</summary>
    public string? ListenAddress { get; set; }

    /// <summary>The port other silos reach this one at; 0 for any free one.</summary>
    public int SiloPort { get; set; }

    /// <summary>The port Orleans clients reach this silo at; 0 for any free one, and for none where silo and API are one process.</summary>
    public int GatewayPort { get; set; }

    /// <summary>How often the pump of news looks for more, which is most of the latency from report to viewer. 10 ms costs about 8 % of a core.</summary>
    public TimeSpan NewsPollPeriod { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>
    /// How many queues the news of a cluster goes through, spread over its silos; the API hosts' streams are spread over them. 1 to 64; the same in every process of a
    /// cluster. One process has one.
    /// </summary>
    public int NewsQueues { get; set; } = 4;

    /// <summary>How soon a silo that does not answer is asked again; three times without an answer and it is declared dead. 0.2 to 30 s.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After what time a grain call of a cluster is given up. 1 s to 5 min.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether streams move from silos that have many to such that have few, one that came new for instance.</summary>
    public bool Rebalance { get; set; } = true;

    /// <summary>How often that is looked at. 2 s to 1 h.</summary>
    public TimeSpan RebalanceEvery { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Whether a cluster's silo asks Kubernetes for the pods of its cluster, and has silos whose pods are gone declared dead without waiting for probes. It needs to know its own pod
    /// (<c>POD_NAME</c>, <c>POD_NAMESPACE</c>) and the right to get, list and watch pods.
    /// </summary>
    public bool Kubernetes { get; set; }

    /// <summary>Whether Orleans' dashboard is at <c>/orleans</c> of a process with grains. It asks nobody who they are and shows what is in every stream.</summary>
    public bool Dashboard { get; set; }

    /// <summary>The path of the sample that ships with the product.</summary>
    public static string ShippedSample => Path.Combine(AppContext.BaseDirectory, "samples", "companies.csv");
}
