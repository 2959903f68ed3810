import type { PaperSnapshot } from '../domain/paper.ts'
import { MAX_CATEGORIES, MAX_CATEGORY_LENGTH } from './limits.ts'

/** `cs.LG`, `math-ph`, `cond-mat.mes-hall`: what else stands in their place (ACM and MSC classes) is left out. */
const CATEGORY = /^[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z]+(?:-[A-Za-z]+)*)?$/

/** arXiv's categories of a paper, the primary one first, each once. */
export const readCategories = (named: readonly unknown[]): Pick<PaperSnapshot, 'categories'> => {
  const categories = named.filter(
    (name): name is string =>
      typeof name === 'string' && name.length <= MAX_CATEGORY_LENGTH && CATEGORY.test(name),
  )
  return categories.length === 0 ? {} : { categories: [...new Set(categories)].slice(0, MAX_CATEGORIES) }
}
