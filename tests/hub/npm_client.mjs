// What the npm client does with the Hub at HF_ENDPOINT; prints what it saw as one line of JSON. See test_hub_npm.py.
import * as hub from "@huggingface/hub";

const where = { hubUrl: process.env.HF_ENDPOINT, accessToken: process.env.HF_TOKEN };
const name = process.argv[2];
const base = { ...where, repo: { type: "dataset", name } };
const plain = { ...base, useXet: false };
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
const rows = Buffer.concat([Buffer.from("PAR1"), ...Array(100).fill(everyByte)]);
const add = (path, content) => ({ operation: "addOrUpdate", path, content: new Blob([content]) });

async function all(generator) {
  const items = [];
  for await (const item of generator) items.push(item);
  return items;
}

async function statusOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error.statusCode;
  }
}

const told = { user: (await hub.whoAmI(where)).name };
await hub.createRepo({ ...base, private: true });
told.again = await statusOf(hub.createRepo(base));

const operations = [add("README.md", "---\nlicense: mit\n---\n"), add("data/2024-01.parquet", rows), add("a.txt", "one")];
told.first = (await hub.commit({ ...plain, title: "from another client", operations })).commit.oid;
await hub.createBranch({ ...base, branch: "release/1.0" });
const removal = [{ operation: "delete", path: "a.txt" }];
const second = { ...plain, title: "a second", parentCommit: told.first, operations: removal };
told.second = (await hub.commit(second)).commit.oid;
told.stale = await statusOf(hub.commit({ ...second, operations: [add("b.txt", "two")] }));

const files = await all(hub.listFiles({ ...base, recursive: true, expand: true }));
told.files = files.map((file) => [file.path, file.type, file.lastCommit.title]);
told.commits = (await all(hub.listCommits({ ...base, batchSize: 1 }))).map((commit) => commit.oid);
const blob = await hub.downloadFile({ ...base, path: "data/2024-01.parquet", revision: "release/1.0" });
told.isSame = Buffer.from(await blob.arrayBuffer()).equals(rows);
told.exists = await Promise.all(
  ["main", "release/1.0"].map((revision) => hub.fileExists({ ...base, path: "a.txt", revision })),
);
const infos = await hub.pathsInfo({ ...base, paths: ["data/2024-01.parquet", "none"], expand: true });
told.sha256 = infos.map((info) => info.lfs.oid);
told.license = (await hub.datasetInfo({ ...where, name, additionalFields: ["cardData"] })).cardData.license;
console.log(JSON.stringify(told));
