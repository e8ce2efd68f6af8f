/**
 * The contract language: documents that say how the cooperative decides, the templates that come with the software, and
 * the count. Pure data and integer arithmetic; what a passed vote does is in icn-governance.
 */
export {
  documentSchema,
  effectNames,
  isFloored,
  type ContractDocument,
  type EffectName,
  type ParameterValue,
} from './document.ts';
export { explainRule } from './explain.ts';
export { choices, passes, tally, type Choice, type Tally } from './rule.ts';
export { isShipped, templateByName, templates } from './shipped.ts';
export {
  instantiate,
  type ParameterDefinition,
  type Template,
  type TemplateExample,
} from './template.ts';
