#:sdk Microsoft.NET.Sdk.Web
#:property EnableDefaultRunWorkingDirectory=false
#:package FunctionalNet.OnnxRuntime@0.1.0-*

// ONNX in ASP.NET: a predictor is a singleton, and the requests of many callers become batches.
// "dotnet run onnx-in-aspnet.cs -- --serve" stays; without it the program asks itself a hundred questions and ends.
using FunctionalNet;
using Results = Microsoft.AspNetCore.Http.Results;

var folder = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls("http://127.0.0.1:0");
builder.Services.AddSingleton(OnnxPredictor.Load(Path.Combine(folder, "../digits/digits.onnx")).OrThrow());
builder.Services.AddSingleton(services =>
    services.GetRequiredService<OnnxPredictor>().Batched(maxBatchSize: 32, maxDelay: TimeSpan.FromMilliseconds(2))
);
await using var app = builder.Build();

app.MapGet("/", (OnnxPredictor predictor) => predictor.Description);
app.MapPost(
    "/predict",
    async (float[] pixels, BatchedPredictor<float> predictor, CancellationToken stop) =>
    {
        if (pixels.Length != 64)
        {
            return Results.BadRequest($"send 64 numbers from 0 to 16, not {pixels.Length}");
        }

        var probabilities = await predictor.Predict(Tensor.Of(new(64), pixels), stop);
        return Results.Ok(probabilities.Span.ToArray());
    }
);

await app.StartAsync();
Console.WriteLine(args.Contains("--serve") ? $"listening on {app.Urls.First()}" : "listening");
if (args.Contains("--serve"))
{
    await app.WaitForShutdownAsync();
    return;
}

// A zero: a ring of ink.
float[] zero = [.. "0013310003000030030000300300003003000030030000300030030000133100".Select(ink => (ink - '0') * 5f)];
using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
Console.WriteLine(await client.GetStringAsync("/"));
var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => client.PostAsJsonAsync("/predict", zero)));
var shares = (await answers[0].Content.ReadFromJsonAsync<float[]>())!;
Console.WriteLine(
    $"{answers.Count(answer => answer.IsSuccessStatusCode)} answers; the most likely digit is {shares.Index().MaxBy(share => share.Item).Index}"
);
Console.WriteLine(
    $"{(await client.PostAsJsonAsync("/predict", new float[3])).StatusCode}: {await (await client.PostAsJsonAsync("/predict", new float[3])).Content.ReadAsStringAsync()}"
);

var bars = shares.Select(
    (share, digit) =>
        $"<tr><td>{digit}<td><meter value='{share.ToString(System.Globalization.CultureInfo.InvariantCulture)}'></meter>"
);
File.WriteAllText(
    "answer.html",
    $"<!doctype html><meta charset='utf-8'><title>A zero</title><table>{string.Concat(bars)}</table>"
);
Console.WriteLine("answer.html shows the probabilities");
