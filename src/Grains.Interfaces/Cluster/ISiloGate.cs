using System.Collections.Immutable;
using Orleans.Services;
using Streams.Contract;

namespace Streams.Grains.Interfaces.Cluster;

/// <summary>
/// Passes on calls to streams that travel together. Every silo has one gate, which is addressed by its silo, so that the calls of many requests share one message. Any gate
/// accepts a call to any stream: if the stream is on another silo, the call goes there.
/// </summary>
[Alias("streams.gate")]
public interface ISiloGate : IGrainService
{
    /// <summary>
    /// Has each stream apply reports, independently of the others. Answers in the order of the calls. A stream that is much slower than the others holds nobody up: its
    /// answer is a <see cref="GateAnswer{T}.Ticket"/>.
    /// </summary>
    [Alias("report")]
    Task<ImmutableArray<GateAnswer<ReportAck>>> Report(ImmutableArray<StreamReports> calls);

    /// <summary>Extends the leases of <paramref name="host"/> on these streams. Answers like <see cref="Report"/>.</summary>
    [Alias("renew")]
    Task<ImmutableArray<GateAnswer<Position>>> Renew(string host, ImmutableArray<string> streamIds);

    /// <summary>Waits for an answer of <see cref="Report"/> that was late. Each ticket can be used once.</summary>
    [Alias("late-report")]
    Task<GateAnswer<ReportAck>> AwaitReport(long ticket);

    /// <summary>Waits for an answer of <see cref="Renew"/> that was late. Each ticket can be used once.</summary>
    [Alias("late-renewal")]
    Task<GateAnswer<Position>> AwaitRenewal(long ticket);
}

/// <summary>The address of a silo's gate.</summary>
public static class SiloGates
{
    private const int TypeCode = 1;
    private const string Name = "streams-gate";

    /// <summary>The id of the gate.</summary>
    /// <param name="silo">The silo's address; for a caller outside the silos, that of its gateway.</param>
    public static GrainId IdOn(SiloAddress silo) => SystemTargetGrainId.CreateGrainServiceGrainId(TypeCode, Name, silo);
}

/// <summary>One stream's part of a shared call.</summary>
/// <param name="StreamId">The stream.</param>
/// <param name="Reports">The reports of one request.</param>
/// <param name="Trace">The request's trace parent; null if it is not traced.</param>
[GenerateSerializer, Immutable]
public sealed record StreamReports(string StreamId, ImmutableArray<Report> Reports, string? Trace);

/// <summary>One stream's answer in a shared call: an outcome, a failure, or a ticket for an outcome that is not there yet.</summary>
/// <typeparam name="T">The value of the outcome.</typeparam>
/// <param name="Outcome">The outcome, unless there is a failure or a ticket.</param>
/// <param name="Elsewhere">Where the stream is, if not on the silo of the gate.</param>
/// <param name="Failure">Why the stream could not be called.</param>
/// <param name="Ticket">Identifies an outcome to wait for; 0 if there is none.</param>
[GenerateSerializer, Immutable]
public readonly record struct GateAnswer<T>(Outcome<T> Outcome, SiloPlace? Elsewhere = null, Exception? Failure = null, long Ticket = 0);

/// <summary>A stream's answer, and where the stream is.</summary>
/// <typeparam name="T">The value of the outcome.</typeparam>
/// <param name="Outcome">The answer.</param>
/// <param name="Place">The silo that answered.</param>
[GenerateSerializer, Immutable]
public readonly record struct Located<T>(Outcome<T> Outcome, SiloPlace Place);

/// <summary>The addresses of a silo.</summary>
/// <param name="Silo">For other silos.</param>
/// <param name="Gateway">For Orleans clients; null if it accepts none.</param>
[GenerateSerializer, Immutable]
public sealed record SiloPlace(SiloAddress Silo, SiloAddress? Gateway);
