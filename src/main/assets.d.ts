/** Images that the bundler puts into the script as data URLs. */
declare module '*.png?inline' {
  const url: string;
  export default url;
}
