using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Streams.Api.Http.Reports;
using Streams.Api.Relay;
using Streams.Contract;

namespace Streams.Api.Tests.Delivery;

/// <summary>How an API host delivers reports while silos die.</summary>
public sealed class RetryingReportGatewayTests
{
    private static readonly Position At = new("e", 7);
    private readonly DeliveryOptions _options = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ClusterSignal _lost = new();
    private readonly List<ImmutableArray<Report>> _calls = [];
    private readonly IMeterFactory _meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    [Fact]
    public async Task An_answered_call_is_not_repeated()
    {
        var outcome = await DeliverAsync([new ProgressReport("mine", 1, 2)], _ => Answer(new ReportAck(0, 1, At)));
        Assert.Equal(new ReportAck(0, 1, At), outcome.Value);
        Assert.Equal("mine", Assert.Single(Assert.Single(_calls)).ReportId);
    }

    [Fact]
    public async Task An_unanswered_report_is_sent_again_under_its_id_and_counts_as_accepted()
    {
        // The first call arrived but its answer was lost, so the second call finds only duplicates.
        var outcome = await DeliverAsync(
            [new ProgressReport(null, 1, 2), new ProgressReport("mine", 2, 2), new ProgressReport(null, 2, 2)],
            attempt => attempt == 1 ? new TaskCompletionSource<Outcome<ReportAck>>().Task : Answer(new ReportAck(0, 3, At)));
        Assert.Equal(new ReportAck(2, 1, At), outcome.Value);
        var ids = _calls.Select(call => call.Select(report => report.ReportId).ToArray()).ToArray();
        Assert.Equal(2, ids.Length);
        Assert.Equal(ids[0], ids[1]);
        Assert.Equal(3, ids[0].Distinct().Count());
        Assert.Equal("mine", ids[0][1]);
    }

    [Fact]
    public async Task A_repeat_that_is_refused_for_its_load_does_not_say_that_nothing_was_recorded()
    {
        // 'rate_limited' would: but the first call may have arrived.
        var tooMany = new Refusal(RefusalCode.RateLimited, "Too many.");
        var unanswered = new TaskCompletionSource<Outcome<ReportAck>>().Task;
        Assert.Equal(RefusalCode.Unavailable, (await DeliverAsync([new ProgressReport(null, 1)], attempt => attempt == 1 ? unanswered : Task.FromResult<Outcome<ReportAck>>(tooMany))).Refusal?.Code);
        Assert.Equal(tooMany, (await DeliverAsync([new ProgressReport(null, 1)], _ => Task.FromResult<Outcome<ReportAck>>(tooMany))).Refusal);
    }

    [Fact]
    public async Task A_pending_report_is_sent_again_soon_when_a_silo_is_lost()
    {
        // Without the signal, it would be sent again after an hour.
        (_options.Again, _options.GiveUp) = (TimeSpan.FromHours(1), TimeSpan.FromHours(2));
        var delivery = StartAsync(
            [new ProgressReport("mine", 1, 2)], attempt => attempt == 1 ? new TaskCompletionSource<Outcome<ReportAck>>().Task : Answer(new ReportAck(0, 1, At)));
        var began = _time.GetUtcNow();
        _lost.Raise();
        await CompletedAsync(delivery);
        Assert.Equal(2, _calls.Count);
        Assert.InRange(_time.GetUtcNow() - began, TimeSpan.Zero, _options.Again / 2);
    }

    [Fact]
    public async Task An_unreachable_cluster_is_retried()
    {
        var retries = 0L;
        using var listener = new MeterListener { InstrumentPublished = (instrument, listening) => listening.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => retries += instrument.Meter.Scope == _meters ? value : 0);
        listener.Start();
        var outcome = await DeliverAsync(
            [new ProgressReport("mine", 1, 2)], attempt => attempt <= 8 ? throw new SiloUnavailableException("gone") : Answer(new ReportAck(1, 0, At)));
        Assert.Equal(1, outcome.Value?.Accepted);
        Assert.Equal(9, _calls.Count);
        Assert.Equal(8, retries);
    }

    [Fact]
    public async Task A_report_that_cannot_be_delivered_in_time_fails_with_the_last_error()
    {
        var began = _time.GetUtcNow();
        await Assert.ThrowsAsync<SiloUnavailableException>(() => DeliverAsync([new ProgressReport("mine", 1, 2)], _ => throw new SiloUnavailableException("gone")));
        Assert.InRange(_time.GetUtcNow() - began, _options.GiveUp - TimeSpan.FromSeconds(1), _options.GiveUp);
    }

    [Fact]
    public async Task A_refusal_is_not_retried()
    {
        var outcome = await DeliverAsync([new ProgressReport("mine", 1, 2)], _ => Task.FromResult<Outcome<ReportAck>>(Refusal.Unavailable("The storage is unavailable.")));
        Assert.Equal(RefusalCode.Unavailable, outcome.Refusal?.Code);
        Assert.Single(_calls);
    }

    [Fact]
    public async Task A_bug_is_not_retried()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => DeliverAsync([new ProgressReport("mine", 1, 2)], _ => throw new InvalidOperationException()));
        Assert.Single(_calls);
    }

    [Fact]
    public async Task A_delivery_ends_when_its_caller_is_gone()
    {
        using var gone = new CancellationTokenSource();
        var delivery = StartAsync([new ProgressReport("mine", 1, 2)], _ => new TaskCompletionSource<Outcome<ReportAck>>().Task, gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delivery);
    }

    private static Task<Outcome<ReportAck>> Answer(ReportAck ack) => Task.FromResult<Outcome<ReportAck>>(ack);

    private Task<Outcome<ReportAck>> StartAsync(ImmutableArray<Report> reports, Func<int, Task<Outcome<ReportAck>>> answer, CancellationToken cancellation = default)
    {
        var inner = new Inner(sent =>
        {
            _calls.Add(sent);
            return answer(_calls.Count);
        });
        var gateway = new RetryingReportGateway(
            inner, _lost, Microsoft.Extensions.Options.Options.Create(_options), new DeliveryMetrics(_meters), _time, NullLogger<RetryingReportGateway>.Instance);
        return gateway.ReportAsync("s", reports, cancellation);
    }

    /// <summary>Advances the clock until the delivery ends.</summary>
    private async Task<Outcome<ReportAck>> DeliverAsync(ImmutableArray<Report> reports, Func<int, Task<Outcome<ReportAck>>> answer)
    {
        var delivery = StartAsync(reports, answer);
        await CompletedAsync(delivery);
        return await delivery;
    }

    private async Task CompletedAsync(Task delivery)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!delivery.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(25));
            await Task.Yield();
        }
    }

    private sealed class Inner(Func<ImmutableArray<Report>, Task<Outcome<ReportAck>>> report) : IReportGateway
    {
        public Task<Outcome<ReportAck>> ReportAsync(string streamId, ImmutableArray<Report> reports, CancellationToken cancellation) => report(reports);
    }
}
