using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streams.Silo.Health;

namespace Streams.Silo.Hosting;

/// <summary>
/// Stops the process on SIGTERM and SIGINT in two steps: it reports that it is not ready for <see cref="DrainOptions.Delay"/>, so that a load balancer sends no new requests,
/// and then stops. A second signal stops it immediately.
/// </summary>
internal sealed partial class DrainingLifetime(
    IHostApplicationLifetime lifetime, Drain drain, DrainOptions options, TimeProvider time, ILogger<DrainingLifetime> logger) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];

    /// <inheritdoc/>
    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
            _signals.Add(PosixSignalRegistration.Create(signal, OnSignal));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        // For stops without a signal.
        drain.Begin();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        // The host ends the process instead of the signal.
        context.Cancel = true;
        if (drain.Begin() && options.Delay > TimeSpan.Zero)
            _ = StopLaterAsync();
        else
            lifetime.StopApplication();
    }

    private async Task StopLaterAsync()
    {
        try
        {
            LogDraining(options.Delay);
            await Task.Delay(options.Delay, time);
        }
        finally
        {
            // A process that received a signal must stop, even if the delay fails.
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(500, LogLevel.Information, "No longer ready; stopping in {Delay}", EventName = "Draining")]
    private partial void LogDraining(TimeSpan delay);
}
