// PouchDB in Node, on LevelDB. POUCHDB names the folder of the module, such as
// /somewhere/node_modules/pouchdb. Devices are databases of one process.
//
//   node pouchdb.js TASK COUNT DEVICES NOTES FOLDER
"use strict";
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const PouchDB = require(process.env.POUCHDB);

const BATCH = 1000, UPDATES = 10, IDLE_ROUNDS = 200;
const [task, countText, devicesText, notesPath, folder] = process.argv.slice(2);
const devices = Number(devicesText), count = Number(countText);
let made = 0;

async function readNotes(wanted) {
  const notes = [];
  const input = fs.createReadStream(notesPath);
  for await (const line of readline.createInterface({ input })) {
    if (notes.length === wanted) break;
    notes.push(JSON.parse(line));
  }
  return notes;
}

const open = () => new PouchDB(path.join(folder, String(++made)), { auto_compaction: false });
const documents = (notes) => notes.map((note) => ({ _id: note.id, ...note.fields }));
const seconds = (begin) => Number(process.hrtime.bigint() - begin) / 1e9;
const now = () => process.hrtime.bigint();

async function write(database, all) {
  for (let start = 0; start < all.length; start += BATCH) {
    const part = all.slice(start, start + BATCH);
    const answers = await database.bulkDocs(part);
    answers.forEach((answer, place) => {
      if (!answer.ok) throw new Error(JSON.stringify(answer));
      part[place]._rev = answer.rev;
    });
  }
}

async function filled(notes) {
  const [database, all] = [open(), documents(notes)];
  await write(database, all);
  return [database, all];
}

const replicate = (from, to) => PouchDB.replicate(from, to, { batch_size: BATCH });

async function check(database, wanted) {
  const { doc_count: have } = await database.info();
  if (have !== wanted) throw new Error(`${have} notes instead of ${wanted}`);
}

function size(place) {
  return fs.readdirSync(place, { withFileTypes: true }).reduce((sum, entry) => {
    const inside = path.join(place, entry.name);
    return sum + (entry.isDirectory() ? size(inside) : fs.statSync(inside).size);
  }, 0);
}

const tasks = {
  async create(notes) {
    const [database, all] = [open(), documents(notes)];
    const begin = now();
    for (const document of all) await database.put(document);
    return { seconds: seconds(begin) };
  },
  async update(notes) {
    const [database, all] = await filled(notes);
    const begin = now();
    for (let place = 0; place < all.length; place++) {
      await database.put({ ...all[place], followUpOn: notes[place].moved[0] });
    }
    return { seconds: seconds(begin) };
  },
  async batch(notes) {
    const [database, all] = [open(), documents(notes)];
    const begin = now();
    await write(database, all);
    return { seconds: seconds(begin) };
  },
  async push(notes) {
    const [source] = await filled(notes);
    const target = open();
    const begin = now();
    await replicate(source, target);
    const result = { seconds: seconds(begin) };
    await check(target, notes.length);
    return result;
  },
  async everyone(notes) {
    const [hub, each, crowd] = [open(), notes.length / devices, []];
    for (let number = 0; number < devices; number++) {
      crowd.push(open());
      await write(crowd[number], documents(notes.slice(number * each, (number + 1) * each)));
    }
    const begin = now();
    for (const database of crowd) await replicate(database, hub);
    for (const database of crowd) await replicate(hub, database);
    const result = { seconds: seconds(begin) };
    for (const database of crowd) await check(database, notes.length);
    return result;
  },
  async merge(notes) {
    const [[one, all], other] = [await filled(notes), open()];
    await replicate(one, other);
    await write(one, all.map((document) => ({ ...document, title: "links" })));
    await write(other, all.map((document) => ({ ...document, title: "rechts" })));
    const begin = now();
    await replicate(one, other);
    await replicate(other, one);
    return { seconds: seconds(begin) };
  },
  async idle(notes) {
    const [database] = await filled(notes);
    const { update_seq: since } = await database.info();
    const times = [];
    for (let round = 0; round < IDLE_ROUNDS; round++) {
      const begin = now();
      await database.changes({ since });
      times.push(seconds(begin));
    }
    times.sort((a, b) => a - b);
    return { seconds: times[times.length >> 1] };
  },
  async disk(notes) {
    const [database, all] = await filled(notes);
    const place = database.name;
    await database.close();
    const created = size(place) / notes.length;
    const again = new PouchDB(place, { auto_compaction: false });
    for (let number = 0; number < UPDATES; number++) {
      all.forEach((document, index) => { document.followUpOn = notes[index].moved[number]; });
      await write(again, all);
    }
    await again.close();
    return { bytes: created, bytesUpdated: size(place) / notes.length };
  },
};
tasks.pull = tasks.push;

readNotes(task === "everyone" ? count * devices : count)
  .then((notes) => tasks[task](notes))
  .then((result) => { console.log(JSON.stringify(result)); process.exit(0); })
  .catch((error) => { console.error(error); process.exit(1); });
