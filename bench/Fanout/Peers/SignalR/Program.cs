using System.Text.Json;
using Microsoft.AspNetCore.SignalR;

// The floor that Streams is compared with: one SignalR group per stream, nothing stored, no history, no positions.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddSignalR();
var app = builder.Build();
app.MapHub<FanHub>("/hub");
app.MapPost("/pub/{stream}", async (string stream, HttpRequest request, IHubContext<FanHub> hub) =>
{
    using var body = await JsonDocument.ParseAsync(request.Body);
    await hub.Clients.Group(stream).SendAsync("activity", body.RootElement);
    return Results.NoContent();
});
await app.RunAsync();

internal sealed class FanHub : Hub
{
    public Task Join(string stream) => Groups.AddToGroupAsync(Context.ConnectionId, stream);
}
