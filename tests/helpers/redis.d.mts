export const findRedis: () =>
  { readonly ok: true; readonly path: string } | { readonly ok: false; readonly message: string }
