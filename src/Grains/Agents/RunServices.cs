using Microsoft.Extensions.Logging;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;

namespace Streams.Grains.Agents;

/// <summary>The silo's services that every run uses.</summary>
internal sealed record RunServices(
    IEnumerable<IAgentWork> Works,
    ICompanySource Source,
    IRunRegistry Registry,
    LocalRuns Runs,
    AgentMetrics Metrics,
    TimeProvider Time,
    ILogger<AgentRunner> Logger);
