using CsvHelper;
using LanguageExt;
using LanguageExt.Common;

namespace FunctionalNet;

/// <summary>CSV files as records of cells.</summary>
internal static class CsvFile
{
    /// <summary>A reader that counts lines and leaves the interpretation of fields to the caller, except for unterminated quotes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">How its cells are written; its columns are not used.</param>
    /// <returns>The reader, or why the file cannot be read. <see cref="Try"/> reports exceptions while reading.</returns>
    public static Either<Error, CsvReader> Open(string path, CsvSchema schema) =>
        Try<CsvReader>(
            path,
            schema,
            () =>
            {
                RegularFile.Require(path);
                if (PackedFile.Problem(path) is { } packed)
                {
                    return Error.New($"{path} {packed}");
                }

                var separator = schema.Separator ?? (schema.DecimalComma ? Found(path, schema) : null);
                return Reader(path, schema, separator, Refuse);
            }
        );

    /// <summary>The result of reading, or what is wrong with the file.</summary>
    public static Either<Error, TRead> Try<TRead>(string path, CsvSchema schema, Func<Either<Error, TRead>> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException e)
            when (e.Message.Contains(nameof(CsvReaderOptions.MaxRecordSize), StringComparison.Ordinal))
        {
            return Error.New(
                FormattableString.Invariant(
                    $"{path}: line {e.LineNumber} is longer than {schema.MaxRowBytes:N0} bytes; if it should be, set {nameof(CsvSchema.MaxRowBytes)} of the schema, and if not, look for a quote that is not closed"
                )
            );
        }
        catch (FormatException e)
        {
            return Error.New($"{path}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Error.New($"cannot read {path}: {e.Message}");
        }
    }

    /// <summary>The text of a cell; null if there is none, or it cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="schema">How its cells are written.</param>
    /// <param name="column">The name of the column.</param>
    /// <param name="row">The row, from 0.</param>
    public static string? Text(string path, CsvSchema schema, string column, int row) =>
        Open(path, schema)
            .Bind(csv =>
            {
                using (csv)
                {
                    return Try<string>(
                        path,
                        schema,
                        () =>
                        {
                            var isThere = csv.Read();
                            var place = Enumerable
                                .Range(0, isThere ? csv.FieldCount : 0)
                                .FirstOrDefault(
                                    i => schema.HasHeader ? csv.GetString(i) == column : $"{i}" == column,
                                    -1
                                );
                            for (var left = schema.HasHeader ? row + 1 : row; isThere && left > 0; left--)
                            {
                                isThere = csv.Read();
                            }

                            return isThere && place >= 0 && place < csv.FieldCount
                                ? csv.GetString(place)
                                : string.Empty;
                        }
                    );
                }
            })
            .MatchUnsafe(Right: text => text.Length > 0 ? text : null, Left: _ => null);

    // Decimal commas are found as often as the delimiters between the numbers.
    private static char Found(string path, CsvSchema schema) =>
        ",;\t|".MaxBy(separator =>
        {
            using var csv = Reader(path, schema, separator, _ => { });
            return separator == ',' ? 1
                : csv.Read() ? csv.FieldCount
                : 0;
        });

    private static CsvReader Reader(
        string path,
        CsvSchema schema,
        char? separator,
        Action<CsvMalformedRecord> malformed
    ) =>
        CsvReader.FromFile(
            path,
            CsvReaderOptions.Default with
            {
                HasHeader = false,
                TrimWhitespace = true,
                TrackLineNumbers = true,
                FieldCountMismatch = CsvFieldCountHandling.Allow,
                Separator = separator,
                MaxRecordSize = schema.MaxRowBytes,
                OnMalformedRecord = malformed,
            }
        );

    // A quote in a cell that does not begin with one, such as 5", is an ordinary character.
    private static void Refuse(CsvMalformedRecord record)
    {
        if (record.Reason == CsvMalformedReason.UnterminatedQuote)
        {
            throw new FormatException($"line {record.LineNumber} opens a quote that is never closed");
        }

        if (record.Reason == CsvMalformedReason.TextAfterClosingQuote)
        {
            throw new FormatException(
                $"the record of line {record.LineNumber} has text after a closing quote: a quote within quotes is written twice"
            );
        }
    }
}
