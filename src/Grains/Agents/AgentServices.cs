using Microsoft.Extensions.DependencyInjection;

namespace Streams.Grains.Agents;

/// <summary>Registers the built-in agents.</summary>
public static class AgentServices
{
    /// <summary>Adds the agents of a silo. They need an <c>ICompanySource</c> and an <c>IRunRegistry</c>.</summary>
    public static IServiceCollection AddBuiltInAgents(this IServiceCollection services) => services
        .AddSingleton<AgentMetrics>()
        .AddSingleton<LocalRuns>()
        .AddSingleton<IAgentWork, OpportunityBot>()
        .AddSingleton<IAgentWork, EnrichmentAgent>()
        .AddSingleton<IAgentWork, ScoringAgent>()
        .AddSingleton<RunServices>();
}
