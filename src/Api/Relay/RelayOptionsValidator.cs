using Microsoft.Extensions.Options;

namespace Streams.Api.Relay;

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class RelayOptionsValidator : IValidateOptions<RelayOptions>;
