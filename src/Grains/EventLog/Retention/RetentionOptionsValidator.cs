using Microsoft.Extensions.Options;

namespace Streams.Grains.EventLog;

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
public sealed partial class RetentionOptionsValidator : IValidateOptions<RetentionOptions>;
