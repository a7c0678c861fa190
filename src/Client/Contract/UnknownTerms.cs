namespace Streams.Client;

/// <summary>
/// The values for names that only a newer server knows. They can be received, never sent; <see cref="Enum.IsDefined{T}(T)"/> is false for them.
/// </summary>
public static class UnknownTerms
{
    /// <summary>A status of a goal.</summary>
    public static GoalStatus GoalStatus { get; } = Of<GoalStatus>();

    /// <summary>A type of activity.</summary>
    public static ActivityType ActivityType { get; } = Of<ActivityType>();

    /// <summary>A status of an agent or a run.</summary>
    public static AgentStatus AgentStatus { get; } = Of<AgentStatus>();

    /// <summary>A code of a refusal; also used for this client's own <see cref="ProblemCodes"/>.</summary>
    public static RefusalCode RefusalCode { get; } = Of<RefusalCode>();

    internal static T Of<T>()
        where T : struct, Enum =>
        (T)Enum.ToObject(typeof(T), -1);
}
