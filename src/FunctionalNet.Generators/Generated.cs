namespace FunctionalNet.Generators;

/// <summary>The code generated from one record, as text, so that it is cheap to tell whether an edit changes it.</summary>
/// <param name="Name">The name of the record.</param>
/// <param name="Code">The file.</param>
/// <param name="Entry">Its factory as a row of the table of calls; empty without one.</param>
internal sealed record Generated(string Name, string Code, string Entry);
