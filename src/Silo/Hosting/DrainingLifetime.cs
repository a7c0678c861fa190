using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streams.Silo.Health;

namespace Streams.Silo.Hosting;

/// <summary>
/// Ends the process on SIGTERM and SIGINT in two steps: first it says that it is not ready, for <see cref="DrainOptions.Delay"/>, so that a load balancer sends nobody
/// new; then it stops. A second signal stops at once.
/// </summary>
public sealed partial class DrainingLifetime(
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
        // Whatever else stopped the host.
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
        // The host ends the process, not the signal.
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
            // Whatever fails before: a process that was told to stop stops.
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(500, LogLevel.Information, "Not ready any more; stopping in {Delay}", EventName = "Draining")]
    private partial void LogDraining(TimeSpan delay);
}
