using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;
using Streams.Api.Http.Reports;
using Streams.Api.Live;
using Streams.Api.Tests.Hosting;
using Streams.Contract;

namespace Streams.Api.Tests.Live;

/// <summary>How the hub reports and logs failures behind it.</summary>
public sealed class HubFailureTests
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task A_failure_is_logged_unless_the_client_is_gone(bool gone, int logged)
    {
        using var logs = new LogList();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(logs));
        using var hub = new StreamsHub(null!, new Failing(), factory.CreateLogger<StreamsHub>()) { Context = new Caller(gone) };
        var reply = await hub.ReportAsync(JsonElement.Parse("\"s1\""), JsonElement.Parse("""[{"kind":"progress","completed":1,"total":2}]"""));
        Assert.Equal(RefusalCode.Unavailable, reply.Outcome.Refusal?.Code);
        Assert.Equal(logged, logs.Entries.Count);
    }

    private sealed class Failing : IReportGateway
    {
        public Task<Outcome<ReportAck>> ReportAsync(string streamId, ImmutableArray<Report> reports, CancellationToken cancellation) =>
            Task.FromException<Outcome<ReportAck>>(new OperationCanceledException("stopped"));
    }

    private sealed class Caller(bool gone) : HubCallerContext
    {
        public override string ConnectionId => "c";

        public override string? UserIdentifier => null;

        public override ClaimsPrincipal? User => null;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override CancellationToken ConnectionAborted => new(gone);

        public override void Abort()
        {
        }
    }
}
