using System.Collections.Immutable;
using System.Text.Json;
using Streams.Api.Http.Json;
using Streams.Api.Http.OpenApi;
using Streams.Contract;

namespace Streams.Api.Http.Reports;

/// <summary>Reports over HTTP. The reply means that the reports are durable.</summary>
internal static class ReportEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/streams/{id}/reports", async (HttpContext context, string id, IReportGateway gateway) =>
                Reply.Ok(await ReportAsync(context, id, gateway, static (_, body) => ReportReader.ReadBody(body))))
            .Described("Report", "Reports", "Report a batch", "Up to 1,000 reports of any kind, applied in order, all or none. They are durable before the reply is sent.")
            .Takes<ReportsBody>(Examples.Reports)
            .Answers<ReportAck>(StatusCodes.Status200OK)
            .Refuses(RefusalCode.StreamNotFound, RefusalCode.Conflict);
        MapOne<ProgressReport>(routes, "progress", ReportKind.Progress, "Report progress", Examples.Progress);
        MapOne<ActivityReport>(routes, "activities", ReportKind.Activity, "Report an activity", Examples.Activity);
        MapOne<MilestoneReport>(routes, "milestones", ReportKind.Milestone, "Report a milestone", Examples.Milestone);
        MapOne<ItemsReport>(routes, "items", ReportKind.Items, "Report items", Examples.Items);
        MapOne<HeartbeatReport>(routes, "heartbeat", ReportKind.Heartbeat, "Report that an agent is alive", Examples.Heartbeat);
    }

    private static void MapOne<TBody>(IEndpointRouteBuilder routes, string segment, ReportKind kind, string summary, string example)
        where TBody : notnull =>
        routes.MapPost($"/api/streams/{{id}}/{segment}", async (HttpContext context, string id, IReportGateway gateway) => Reply.Ok(WithoutIndex(
                await ReportAsync(context, id, gateway, (request, body) => ReportReader.ReadOne(body, kind, request.Headers[IdempotencyKey.Header])))))
            .Described(
                $"Report{kind}", "Reports", summary, "One report; 'kind' may be omitted. It is durable before the reply is sent.")
            .Takes<TBody>(example)
            .TakesHeader(IdempotencyKey.Header, "The report's 'report_id': a repeat with the same id is acknowledged as a duplicate and changes nothing.")
            .Answers<ReportAck>(StatusCodes.Status200OK)
            .Refuses(RefusalCode.StreamNotFound, RefusalCode.Conflict);

    private static async Task<Outcome<ReportAck>> ReportAsync(
        HttpContext context, string id, IReportGateway gateway, Func<HttpRequest, JsonElement, Outcome<ImmutableArray<Report>>> read)
    {
        if (StreamKeys.RefusalFor(id) is { } noStream)
            return noStream;
        if (!(await JsonBody.ReadAsync(context)).TryGet(out var body, out var refusal))
            return refusal;
        ImmutableArray<Report> batch;
        using (body)
        {
            if (!read(context.Request, body.Root).TryGet(out batch, out refusal))
                return refusal;
        }

        return await gateway.ReportAsync(id, batch, context.RequestAborted);
    }

    /// <summary>The stream reports <c>reports[0].items[2].data</c>; the sender of a single report knows it as <c>items[2].data</c>.</summary>
    private static Outcome<ReportAck> WithoutIndex(Outcome<ReportAck> outcome)
    {
        const string prefix = "reports[0].";
        return outcome.Refusal is { Errors: { } errors } refusal
            ? refusal with
            {
                Detail = refusal.Detail.Replace("Report 1, item", "Item", StringComparison.Ordinal),
                Errors = errors.ToImmutableSortedDictionary(
                    error => error.Key.StartsWith(prefix, StringComparison.Ordinal) ? error.Key[prefix.Length..] : error.Key,
                    error => error.Value,
                    StringComparer.Ordinal),
            }
            : outcome;
    }
}
