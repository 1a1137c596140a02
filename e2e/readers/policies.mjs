// Says what csp_evaluator finds in Content-Security-Policies, a line each. The
// policies are the arguments. Exits with 1 where it finds something.
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const { CspEvaluator } = require('csp_evaluator/dist/evaluator.js')
const { CspParser } = require('csp_evaluator/dist/parser.js')

let found = 0
for (const policy of process.argv.slice(2)) {
  for (const f of new CspEvaluator(new CspParser(policy).csp).evaluate()) {
    found++
    console.log(`${policy}: ${f.directive} ${f.value ?? ''}: ${f.description} (severity ${f.severity})`)
  }
}
console.log(`${process.argv.length - 2} policies, ${found} findings`)
process.exitCode = found ? 1 : 0
