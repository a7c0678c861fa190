namespace Streams.Api.Http.Reports;

/// <summary>The kinds of report; their names are those on the wire.</summary>
internal enum ReportKind
{
    Progress,

    Activity,

    Milestone,

    Items,

    Heartbeat,

    Advance,
}
