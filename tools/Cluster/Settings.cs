using System.Net;

namespace Streams.Cluster;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Silos">How many silos, at least 1.</param>
/// <param name="Apis">How many API hosts, at least 1.</param>
/// <param name="Listen">Where the proxy listens.</param>
/// <param name="RestartAfter">After how long a process that ended by itself is started again; zero for never.</param>
/// <param name="Drain">How long a process may take to end in order before it is killed.</param>
/// <param name="Silo">The program <c>Streams.Silo.dll</c>.</param>
/// <param name="Api">The program <c>Streams.Api.dll</c>.</param>
/// <param name="State">The file that says which processes there are, for <c>kill</c>.</param>
/// <param name="Postgres">The connection string of a database; null for a temporary PostgreSQL of the cluster's own.</param>
/// <param name="ClusterId">Silos and API hosts of one id in one database are one cluster.</param>
internal sealed record Settings(
    int Silos,
    int Apis,
    IPEndPoint Listen,
    TimeSpan RestartAfter,
    TimeSpan Drain,
    string Silo,
    string Api,
    string State,
    string? Postgres,
    string ClusterId);
