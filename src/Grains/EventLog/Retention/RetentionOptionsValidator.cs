using Microsoft.Extensions.Options;

namespace Streams.Grains.EventLog;

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class RetentionOptionsValidator : IValidateOptions<RetentionOptions>;
