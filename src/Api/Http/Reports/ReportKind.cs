namespace Streams.Api.Http.Reports;

/// <summary>The kinds of report, by their names on the wire.</summary>
public enum ReportKind
{
    /// <summary>How far the agent is.</summary>
    Progress,

    /// <summary>Something the agent did.</summary>
    Activity,

    /// <summary>Something to celebrate.</summary>
    Milestone,

    /// <summary>Companies.</summary>
    Items,
}
