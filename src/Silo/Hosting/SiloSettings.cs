namespace Streams.Silo.Hosting;

/// <summary>How a process that runs grains is set up (section <c>Streams</c>).</summary>
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

    /// <summary>The port other silos reach this one at; 0 for any free one. Always on <see cref="Address"/>.</summary>
    public int SiloPort { get; set; }

    /// <summary>The port Orleans clients reach this silo at; 0 for none: everything is in this process.</summary>
    public int GatewayPort { get; set; }

    /// <summary>The address that Orleans listens on.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>How often the pump of news looks for more, which is most of the latency from report to viewer. 10 ms costs about 8 % of a core.</summary>
    public TimeSpan NewsPollPeriod { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>The path of the sample that ships with the product.</summary>
    public static string ShippedSample => Path.Combine(AppContext.BaseDirectory, "samples", "companies.csv");
}
