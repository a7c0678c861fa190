namespace Streams.Api.Relay;

internal sealed partial class RelayService
{
    [LoggerMessage(3130, LogLevel.Error, "A round of renewals failed", EventName = "RenewalFailed")]
    private partial void LogRenewalFailed(Exception failure);
}
