using System.Net;

namespace Streams.Cluster;

/// <param name="Silos">Number of silos.</param>
/// <param name="Apis">Number of API hosts without grains.</param>
/// <param name="Nodes">Number of API hosts with a silo.</param>
/// <param name="Listen">The proxy's address.</param>
/// <param name="RestartAfter">The delay before a process that exited is restarted; zero for never.</param>
/// <param name="Drain">How long a process may take to shut down before it is killed.</param>
/// <param name="Silo">Path of <c>Streams.Silo.dll</c>.</param>
/// <param name="Api">Path of <c>Streams.Api.dll</c>.</param>
/// <param name="State">The file that lists the running processes, for <c>kill</c>.</param>
/// <param name="Postgres">The connection string of a database; null for a temporary PostgreSQL.</param>
/// <param name="ClusterId">Silos and API hosts with the same id and database form one cluster.</param>
internal sealed record Settings(
    int Silos,
    int Apis,
    int Nodes,
    IPEndPoint Listen,
    TimeSpan RestartAfter,
    TimeSpan Drain,
    string Silo,
    string Api,
    string State,
    string? Postgres,
    string ClusterId);
