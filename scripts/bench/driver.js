// Opens the planner page as often as it is asked to, each time in a tab of its own and by a link from
// another page, so that no start of a process is measured, and reports what the pages say. No
// developer tools are attached: they hold every worker until they have looked at it, and read through
// every file that travels as text.
const { address, visits, typing } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const pages = new BroadcastChannel("bench");
const said = () => new Promise((resolve) => (pages.onmessage = ({ data }) => resolve(data)));
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function run() {
  const reports = [];
  await wait(1500); // the browser itself has just started
  for (let number = 0; number < visits; number++) {
    open(`link.html#${encodeURIComponent(address)}`, "_blank", "noopener");
    reports.push(await said());
    if (typing) {
      pages.postMessage({ type: typing });
      Object.assign(reports.at(-1), await said());
    }
    pages.postMessage({ close: true });
    await wait(1500);
  }
  await fetch("/told", { method: "POST", body: JSON.stringify(reports) });
}

run();
