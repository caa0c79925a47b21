import "./dom.js";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sendFile } from "../../src/react/upload/sendFile.js";
import {
  answer,
  hangUp,
  slow,
  startUploadProxy,
  type UploadProxy,
} from "./uploadProxy.js";

let server: UploadProxy;
beforeEach(async () => {
  server = await startUploadProxy("http://deployment.invalid");
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await server.stop();
});

const size = 8 * 1024 ** 2;

function send(signal = new AbortController().signal) {
  const file = new window.Blob([new Uint8Array(size)]);
  const url = server.reroute("http://deployment.invalid/upload");
  const progress: number[] = [];
  const onProgress = (loadedBytes: number) => void progress.push(loadedBytes);
  const sent = sendFile(url, file, { contentType: "audio/wav", signal, onProgress });
  return { sent, progress };
}

test("a file that is sent is answered with its storage id", async () => {
  server.mishaps.push(answer(200, '{"storageId":"kg2"}'));
  expect(await send().sent).toBe("kg2");
  expect(server.uploads).toMatchObject([{ contentType: "audio/wav" }]);
});

test("progress is told as the request tells it (here by the test, as jsdom counts no bytes)", async () => {
  const requests: XMLHttpRequest[] = [];
  vi.stubGlobal(
    "XMLHttpRequest",
    class extends window.XMLHttpRequest {
      constructor() {
        super();
        requests.push(this);
      }
    },
  );
  const { mishap, begun } = slow();
  server.mishaps.push(mishap);
  const controller = new AbortController();
  const { sent, progress } = send(controller.signal);
  await begun;
  const counted = [1024, 65_536];
  for (const loaded of counted) {
    requests[0]!.upload.dispatchEvent(new window.ProgressEvent("progress", { loaded }));
  }
  expect(progress).toEqual(counted);
  controller.abort();
  await expect(sent).rejects.toMatchObject({ name: "AbortError" });
});

test.each([
  ["a lost connection", hangUp, null],
  ["a status other than 200", answer(503, '{"storageId":"kg2"}'), 503],
  ["text", answer(200, "<html>"), 200],
  ["other JSON", answer(200, '["kg2"]'), 200],
  ["null", answer(200, "null"), 200],
  ["an id that is no text", answer(200, '{"storageId":7}'), 200],
  ["an empty id", answer(200, '{"storageId":""}'), 200],
])("%s is an error", async (_, mishap, status) => {
  server.mishaps.push(mishap);
  await expect(send().sent).rejects.toMatchObject({ name: "UploadError", status });
});

test("an abort hangs up, and rejects with its reason", async () => {
  const { mishap, begun, closed } = slow();
  server.mishaps.push(mishap);
  const controller = new AbortController();
  const { sent } = send(controller.signal);
  await begun;
  const reason = new Error("Enough.");
  controller.abort(reason);
  await expect(sent).rejects.toBe(reason);
  await closed;
});

test("nothing is sent after an abort", async () => {
  await expect(send(AbortSignal.abort()).sent).rejects.toMatchObject({
    name: "AbortError",
  });
  expect(server.uploads).toEqual([]);
});
