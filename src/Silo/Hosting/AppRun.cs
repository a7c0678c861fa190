using Microsoft.AspNetCore.Builder;

namespace Streams.Silo.Hosting;

/// <summary>Runs a host until it stops.</summary>
public static class AppRun
{
    /// <summary>Runs the host and returns when it has stopped. A stop during the start is not a failure.</summary>
    public static async Task RunToEndAsync(this WebApplication app)
    {
        // Read early: the app is disposed at the end.
        var stopping = app.Lifetime.ApplicationStopping;
        try
        {
            await app.RunAsync();
        }
        catch (Exception exception) when (stopping.IsCancellationRequested && exception is OperationCanceledException or OrleansLifecycleCanceledException)
        {
            // A stop during the start. The host stops the services that had started. Orleans has its own exception for a stop between two stages of its start.
        }
    }
}
